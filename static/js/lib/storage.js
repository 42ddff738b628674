// What a browser keeps for the reader. Storage may be switched off: a choice then lasts for this page.

export function read(name, storage = "localStorage") {
  try {
    return window[storage].getItem(name);
  } catch {
    return null;
  }
}

export function write(name, value, storage = "localStorage") {
  try {
    window[storage].setItem(name, value);
  } catch {
    return;
  }
}

export function take(name, storage) {
  const value = read(name, storage);
  if (value !== null) window[storage].removeItem(name);
  return value;
}
