// A style that a script imports is put beside it by the bundler.
declare module '*.css';
