import type { Exported, Subject } from '../subject.ts';

/** A room that holds something about people who have accounts. */
export interface Room {
  exportFor(subject: Subject): Promise<Exported>;
}

/** All that is held about somebody, whichever room holds it. Two rooms cannot give a table of the same name. */
export async function collect(rooms: readonly Room[], subject: Subject): Promise<Required<Exported>> {
  const parts = await Promise.all(rooms.map((room) => room.exportFor(subject)));
  const names = parts.flatMap(({ tables, files = {} }) => [...Object.keys(tables), ...Object.keys(files)]);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice) throw new Error(`Two rooms export "${twice}"`);
  return {
    tables: Object.assign({}, ...parts.map(({ tables }) => tables)) as Exported['tables'],
    files: Object.assign({}, ...parts.map(({ files }) => files ?? {})) as Required<Exported>['files'],
  };
}
