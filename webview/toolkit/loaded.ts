// The toolkit reads VS Code's colours in a listener of the page's load event. Where the first rows delay its script
// beyond that event, the listener is called at once. Other listeners are not touched: VS Code needs the real event.

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
  // Deleting the own property restores the prototype's method.
  Reflect.deleteProperty(window, 'addEventListener');
}
