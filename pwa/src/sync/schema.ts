import { type CollectionName, collections } from './types.gen.ts';

/** The number of the schema that mutations of a collection are made with. */
export function schemaOf(collection: CollectionName): number {
  return collections[collection].schema;
}

export function isUnionField(collection: string, field: string): boolean {
  return collections[collection as CollectionName]?.fields[field]?.rule === 'union';
}
