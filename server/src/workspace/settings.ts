import { canInWorkspace, type CommandResult } from '@atrium/shared';
import { plain } from '../core/command.ts';
import type { Core } from '../core/core.ts';
import { workspaceModel } from './model.ts';
import { readWorkspace } from './read.ts';

type Settings = CommandResult<'workspace.get_settings'>['settings'];

async function readSettings(core: Core): Promise<Settings> {
  const { name, settings } = await readWorkspace(core);
  return { name, signUpDomains: [...settings.signUpDomains] };
}

export const getSettings = plain('workspace.get_settings', {
  allow: ({ actor }) => canInWorkspace(actor, 'workspace.manage'),
  run: async ({ core }) => ({ settings: await readSettings(core) }),
});

export const update = plain('workspace.update', {
  allow: ({ actor }) => canInWorkspace(actor, 'workspace.manage'),
  run: async ({ core }, { name, signUpDomains }) => {
    const set = {
      ...(name === undefined ? {} : { name }),
      ...(signUpDomains === undefined ? {} : { 'settings.signUpDomains': [...new Set(signUpDomains)] }),
    };
    if (Object.keys(set).length > 0) {
      await workspaceModel(core.db.connection).updateOne({ _id: 'workspace' }, { $set: set });
    }
    return { settings: await readSettings(core) };
  },
});
