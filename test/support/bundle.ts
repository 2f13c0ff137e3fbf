/** Before the tests: the program that the child processes run, of the sources as they are now. */
export { bundle as setup } from '../../scripts/bundle.ts';
