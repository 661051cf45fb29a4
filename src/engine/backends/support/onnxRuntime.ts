// The one door to ONNX Runtime, by lint: with its telemetry off. Since 1.30 its builds for Linux and macOS would keep
// an identifier of the machine, write a database and logs beside it, and send events to Microsoft.

export { env, InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node';

// Read once, when the first session is made: nothing is created or sent then. On Windows there are events of the
// system's own tracing instead, which its settings for diagnostic data rule.
process.env['ORT_DISABLE_TELEMETRY'] = '1';
