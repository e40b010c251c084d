import process from 'node:process';

// Standard input ends when the process does that started this one.
process.stdin.once('end', () => process.kill(process.pid, 'SIGTERM')).resume();
process.stdin.unref();
