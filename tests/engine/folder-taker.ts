/** Opens the store in a folder, past the lock that keeps others out, and says what it finds under the key `k`. */
import { Environment } from '../../server/src/db/embedded/store/environment.ts';

const env = new Environment(process.argv[2] ?? '');
process.stdout.write(`${env.records.get(Buffer.from('k'))?.toString()}\n`);
await env.close();
