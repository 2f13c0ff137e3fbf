/** `1 request`, `2,300 requests`, `3 activities`. */
export function counted(count: number, noun: string): string {
  // Only large ones are worth the first use of Intl, which costs 16 ms and 8 MB.
  const digits = count < 1_000 ? String(count) : count.toLocaleString('en');
  return `${digits} ${count === 1 ? noun : `${noun.replace(/([^aeiou])y$/, '$1ie')}s`}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: string[]): string {
  return words.join(', ').replace(/, ([^,]*)$/, ' and $1');
}

/** E.g. `4 h 30 min`. */
export function duration(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h${minutes % 60 ? ` ${minutes % 60} min` : ''}`;
  return `${Math.round(hours / 24)} days`;
}

/** E.g. `196 KiB`. */
export function inBytes(count: number): string {
  if (count < 1024) return `${count} B`;
  const inKib = count / 1024;
  return inKib < 1024 ? `${inKib.toFixed(0)} KiB` : `${(inKib / 1024).toFixed(1)} MiB`;
}
