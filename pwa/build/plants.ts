import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/** A fault in the app's code, put there while it is built for a test that has to find it. */
interface Plant {
  file: string;
  /** Stands in the file exactly once. */
  from: string;
  to: string;
}

export const PLANTS: Record<string, Plant[]> = {};

/** Puts the named fault in; one that does not fit the code any more ends the build. */
export function planted(name: string | undefined): Plugin {
  const plants = name === undefined || name === '' ? [] : PLANTS[name];
  if (plants === undefined) throw new Error(`no such plant: ${name}`);
  return {
    name: 'gridwalk:plant',
    enforce: 'pre',
    load(id) {
      const here = plants.filter((plant) => id.split('?')[0]?.endsWith(`/src/${plant.file}`));
      if (here.length === 0) return null;
      return here.reduce(
        (code, { file, from, to }) => {
          if (code.split(from).length !== 2)
            throw new Error(`the plant ${name} does not fit ${file} any more`);
          return code.replace(from, () => to);
        },
        readFileSync(id, 'utf8'),
      );
    },
  };
}
