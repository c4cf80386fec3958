/** Our own line icons on a 24 × 24 field, as SVG path data. Stroke only, so that they follow the ink. */
export const icons = {
  back: 'M15 5l-7 7 7 7',
  next: 'M9 5l7 7-7 7',
  down: 'M5 9l7 7 7-7',
  close: 'M6 6l12 12M18 6L6 18',
  plus: 'M12 5v14M5 12h14',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  today: 'M4 11.5L12 5l8 6.5M6 10v9h12v-9M10 19v-5h4v5',
  patrol: 'M6 20a2 2 0 100-4 2 2 0 000 4zM18 8a2 2 0 100-4 2 2 0 000 4zM8 18h7a3 3 0 000-6H9a3 3 0 010-6h7',
  cases: 'M6 4h9l4 4v12H6zM15 4v4h4M9 12h7M9 16h7',
  me: 'M12 12a4 4 0 100-8 4 4 0 000 8zM4.5 20c1-3.6 4-5.5 7.5-5.5s6.5 1.9 7.5 5.5',
  camera: 'M4 8h3l1.5-2.5h7L17 8h3v11H4zM12 16.5a3.2 3.2 0 100-6.4 3.2 3.2 0 000 6.4z',
  search: 'M11 17a6 6 0 100-12 6 6 0 000 12zM20 20l-4.6-4.6',
  warning: 'M12 4l9 16H3zM12 10v4.5M12 17.2v.1',
  problem: 'M12 21a9 9 0 100-18 9 9 0 000 18zM12 7.5v5.5M12 16.3v.1',
  fixed:
    'M14.5 6.5a4 4 0 015-1l-2.7 2.7 1 1.9 1.9.2 1.6-1.6a4 4 0 01-5.5 4.6L8.6 20.5a2 2 0 01-3-3l7.2-7.2a4 4 0 011.7-3.8z',
  place: 'M12 21s7-6.2 7-11.5a7 7 0 10-14 0C5 14.8 12 21 12 21zM12 12a2.5 2.5 0 100-5 2.5 2.5 0 000 5z',
  phone:
    'M6 4h4l1.5 4.5-2.3 1.7a12 12 0 004.6 4.6l1.7-2.3L20 14v4a2 2 0 01-2.2 2A16 16 0 014 6.2 2 2 0 016 4z',
  clock: 'M12 21a9 9 0 100-18 9 9 0 000 18zM12 7v5.2l3.5 2',
  people:
    'M9 11a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM2.5 19.5c.7-3.4 3.3-5.2 6.5-5.2s5.8 1.8 6.5 5.2M16 4.3a3.5 3.5 0 010 6.5M18 14.6c1.9.7 3.1 2.3 3.5 4.9',
  talk: 'M4 5h11v8H9l-3 3v-3H4zM18 9h2v8h-2v3l-3-3h-4',
  door: 'M6 21V3h12v18M3 21h18M14.5 12v.1',
  pen: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  flag: 'M6 21V4h12l-3 4.5 3 4.5H6',
  undo: 'M9 7L4.5 11.5 9 16M5 11.5h9a5 5 0 010 10h-2',
  download: 'M12 4v11M7 10.5l5 5 5-5M5 20h14',
  send: 'M12 20V6M6.5 11L12 5.5 17.5 11',
  bell: 'M6 17V11a6 6 0 1112 0v6l1.5 1.5h-15zM10 21h4',
  moon: 'M19 14.5A8 8 0 019.5 5 8 8 0 1019 14.5z',
  inbox: 'M4 13l3-8h10l3 8v6H4zM4 13h5l1 2.5h4l1-2.5h5',
} as const;

export type IconName = keyof typeof icons;
