/** What the main thread of this process spends its time on, for some seconds: a .cpuprofile as browsers open it. */
import { Session } from 'node:inspector/promises';
import { setTimeout as pause } from 'node:timers/promises';

export async function takeCpuProfile(ms: number): Promise<unknown> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.start');
    await pause(ms);
    return (await session.post('Profiler.stop')).profile;
  } finally {
    session.disconnect();
  }
}
