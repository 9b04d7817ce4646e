import { expect, test } from 'vitest';
import { calendarOf } from '../../src/library/model/files/calendar.ts';

const day = {
  ...{ uid: 'WT-7F3K-92QD-access@legal.example.com', on: '2027-02-28' },
  ...{ summary: 'Whitrack answers; soon, or later', description: `${'Zoë '.repeat(40)}\nEND:VCALENDAR` },
};

test('a due date is one whole day of a calendar, and the same event whenever the file is made', () => {
  const file = calendarOf([day], { product: 'Requests', madeAt: new Date('2027-01-31T09:05:06.789Z') });
  expect(file).toContain('DTSTART;VALUE=DATE:20270228\r\nDTEND;VALUE=DATE:20270301\r\n');
  expect(file).toContain('UID:WT-7F3K-92QD-access@legal.example.com\r\nDTSTAMP:20270131T090506Z\r\n');
});

test('what stands in it cannot end a line or an event, and no line is longer than 75 bytes', () => {
  const file = calendarOf([day], { product: 'Requests', madeAt: new Date('2027-01-31T09:05:06Z') });
  expect(file).toContain('SUMMARY:Whitrack answers\\; soon\\, or later\r\n');
  const lines = file.split('\r\n');
  expect(lines.filter((line) => line === 'END:VCALENDAR')).toHaveLength(1);
  for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  expect(file.replaceAll('\r\n ', '')).toContain(`${'Zoë '.repeat(40)}\\nEND:VCALENDAR`);
});
