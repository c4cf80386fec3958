/** Cases under a heading of the first page. */
export const SHOWN = 5;
