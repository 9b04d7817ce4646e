import { productPromises } from '../../words/product-promises.ts';

export type ProductPromise = keyof typeof productPromises;

export function isProductPromise(id: string): id is ProductPromise {
  return Object.hasOwn(productPromises, id);
}
