/** A file of the operator's that an export makes: it takes the place of nothing, and is there whole or not at all unless the machine stops. */
import { UserError } from '../foundation/user-error.ts';
import { isStoreError, type Store, type StoreFile } from './store.ts';

/** What `fill` writes into the empty file is durable when this resolves. @throws UserError, StoreError, and what `fill` throws */
export async function writeNewFile<Result>(store: Store, path: string, fill: (file: StoreFile) => Promise<Result>): Promise<Result> {
  const file = await create(store, path);
  try {
    const result = await fill(file);
    await file.datasync();
    await file.close();
    return result;
  } catch (error) {
    await file.close().catch(() => {});
    await store.remove(path);
    throw error;
  }
}

async function create(store: Store, path: string): Promise<StoreFile> {
  try {
    return await store.openFile(path, 'create');
  } catch (error) {
    if (isStoreError(error, 'exists'))
      throw new UserError('file-exists', `${path} exists already.`, { hint: 'choose another name: nothing is overwritten.', cause: error });
    if (isStoreError(error, 'not-found')) throw new UserError('folder-not-found', `There is no folder for ${path}.`, { cause: error });
    throw error;
  }
}
