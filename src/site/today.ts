import type { Services } from '../../server/services.ts';
import { type Day, dayIn } from '../library/model/days.ts';

/** The day that a page made on request takes for today. */
export function todayOf({ company, clock }: Pick<Services, 'company' | 'clock'>): Day {
  return dayIn(company.timeZone, clock.now());
}
