// Runs a check and fails where it warned of anything on the console.
export async function silent(name, check) {
  const said = [];
  const originals = { warn: console.warn, error: console.error };
  console.warn = (...words) => said.push(words);
  console.error = (...words) => said.push(words);
  try {
    await check();
  } finally {
    Object.assign(console, originals);
    for (const words of said) console.error(`${name}:`, ...words);
  }
  if (said.length > 0) throw new Error(`${name} warned ${said.length} times`);
  console.log(`${name}: fine`);
}
