/** A style that the bundle puts beside its island. */
declare module '*.css';
