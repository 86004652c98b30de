import { create } from './create.ts';
import * as tokens from './tokens.ts';

export const botHandlers = [create, tokens.create, tokens.list, tokens.revoke];
