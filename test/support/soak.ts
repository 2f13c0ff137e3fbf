/** Whether `npm run test:soak` runs, which may take its time. */
export const isSoak = process.env.SOAK === '1';

/** How large a test is: in the daily suite, which is to end within minutes, and in a soak. */
export const sized = (daily: number, soak: number): number => (isSoak ? soak : daily);
