/**
 * A thread of the child that ends it when the program is gone, however that ended: the child itself sees nothing while
 * SQLite computes. Standard input is a pipe that the program holds and never writes to.
 */
import { Socket } from 'node:net';

new Socket({ fd: 0 }).resume().on('close', () => process.kill(process.pid, 'SIGKILL'));
