/**
 * Moderators on some nodes mute, remove, lock and move while those concerned write through others: no rule may be broken at
 * the seq where something stands, and nothing may reach anybody who was out.
 */
import { rootBody } from './clients/storm-steps.ts';
import { moderators, Run } from './run.ts';
import { entriesIn, type Outcome, problemsOf } from './summary.ts';

const rootsPerChannel = 3;

export async function storm({ seed, steps }: { seed: number; steps: number }): Promise<Outcome> {
  const run = await Run.begin({ nodes: 3, seed, perSecond: 0, channels: 2 });
  try {
    return await stormIn(run, { seed, steps });
  } finally {
    await run.close();
  }
}

/** In a run in which nobody talks. */
export async function stormIn(run: Run, { seed, steps }: { seed: number; steps: number }): Promise<Outcome> {
  const { crowd, channelIds } = run;
  for (const channelId of channelIds) {
    for (let root = 0; root < rootsPerChannel; root += 1)
      await crowd.do('insist', 'Olive-1', 'message.post', { channelId, body: rootBody });
  }
  await run.calm();
  const counts = await crowd.do('storm', { moderators, writers: run.talkers, channelIds, steps, seed });
  // Everybody comes back, so that all show the same in the end.
  for (const channelId of channelIds) {
    for (const { id: memberId, name } of run.people.values()) {
      if (!moderators.includes(`${name}-1`))
        await crowd.do('insist', 'Olive-1', 'member.add', { channelId, memberId });
    }
  }
  const { history, problems, convergedMs } = await run.finish();
  const least = Math.max(1, Math.floor(steps / 600));
  const mustHit = {
    'member.mute': least,
    'member.remove': least,
    'thread.lock': least,
    'thread.move': least,
    'message.post': least,
    'message.post muted': least,
    'message.post thread_locked': least,
    'message.post not_found': least,
  };
  return {
    problems: problemsOf(problems, counts, mustHit, run.cluster.errors()),
    ...{ hits: counts, rounds: 1, convergedMs, sentAgainMs: [], goesOnMs: [] },
    totals: await run.totals(),
    entries: entriesIn(history),
  };
}
