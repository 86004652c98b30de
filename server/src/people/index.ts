import * as companies from './companies.ts';
import { deactivate, reactivate } from './deactivate.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { matchPlaceholder } from './match-placeholder.ts';
import { placeholders } from './placeholders.ts';
import * as profile from './profile.ts';
import { setRole } from './set-role.ts';
import { unmatchPlaceholder } from './unmatch-placeholder.ts';

export const peopleHandlers = [
  list,
  get,
  setRole,
  deactivate,
  reactivate,
  matchPlaceholder,
  unmatchPlaceholder,
  placeholders,
  profile.update,
  profile.setStatus,
  profile.setDnd,
  companies.create,
  companies.list,
];
