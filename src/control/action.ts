/** What can be asked of a home, as a row of the table of actions: where it is found over HTTP, what it takes and what it answers. */
import type * as z from 'zod';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
export type Route = `${Method} /${string}`;

export interface Action<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly route: Route;
  readonly summary: string;
  readonly input: Input;
  readonly output: Output;
}
export const action = <Input extends z.ZodType, Output extends z.ZodType>(row: Action<Input, Output>): Action<Input, Output> => row;
