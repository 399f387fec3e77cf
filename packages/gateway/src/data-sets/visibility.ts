// Who may read what a data set says, as its terms on the chain number it.

export const VISIBILITY_NAMES = ["public", "members", "owner"] as const;
export type Visibility = (typeof VISIBILITY_NAMES)[number];
