/** A listener that is made when somebody asks for the first time: to load what answers over HTTP takes longer than to accept an initiator. */
import type { RequestListener } from 'node:http';

export function atFirstRequest(make: () => Promise<RequestListener>): RequestListener {
  let made: Promise<RequestListener> | undefined;
  return (request, response) => {
    made ??= make();
    made.then(
      (listener) => listener(request, response),
      (error: Error) => response.destroy(error),
    );
  };
}
