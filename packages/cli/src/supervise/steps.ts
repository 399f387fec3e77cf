// Named steps with their time, one line each: «1/7 PostgreSQL … 1.2 s».

/** Runs steps of a known number and prints each when it is done; several may run at once. */
export function stepper(total: number, print: (line: string) => void) {
  let done = 0;
  return async <T>(
    name: string,
    step: () => Promise<T>,
    note: (value: T) => string = () => "",
  ): Promise<T> => {
    const began = performance.now();
    const value = await step();
    done += 1;
    const said = note(value);
    print(
      `${done}/${total} ${name} … ${((performance.now() - began) / 1000).toFixed(1)} s${said === "" ? "" : ` (${said})`}`,
    );
    return value;
  };
}
