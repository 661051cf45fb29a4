// The toolkit takes VS Code's colours when the page is loaded. Its script comes after that where the rows come first:
// then it is told at once. Only the toolkit is: VS Code waits for the same event, of which it needs the real one.

const listen = window.addEventListener.bind(window);
const isLoaded = document.readyState === 'complete';

if (isLoaded) {
  window.addEventListener = (
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ) => {
    if (type === 'load' && typeof listener === 'function') queueMicrotask(() => listener(new Event(type)));
    else listen(type, listener, options);
  };
}

/** Once the toolkit has been imported. */
export function restoreListening(): void {
  // The window's own one is its prototype's.
  Reflect.deleteProperty(window, 'addEventListener');
}
