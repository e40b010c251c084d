/**
 * The process of the bench's table server: Azurite as the command line runs it, in memory, with people in it before it
 * listens. The arguments are those of `tableServerProcess.ts`, and behind them the population as JSON.
 */
import './fillAtStart.ts';
import '../../cli/host/tableServerProcess.ts';
