// The package's entry for programs that serve the pages; the pages themselves begin in main.tsx.

/** Folder of the built pages, as a file URL; it exists after `npm run build --workspace @alatau/web`. */
export const PAGES_FOLDER = new URL("../dist/", import.meta.url);
