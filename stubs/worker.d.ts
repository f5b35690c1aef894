/** The server puts these two in front of the service worker's file. */
declare const VERSION: string;
declare const PRECACHE: Readonly<Record<string, string>>;
