// Who is who: devices and participants by number, asked for once, so that pages can name them.
import { createContext, use, useMemo, type ReactNode } from "react";
import { getAll, paths } from "./api.ts";
import type { Device, Participant } from "./answers.ts";
import { useSpeech } from "./language.tsx";
import { useResource } from "./resource.ts";
import { Link } from "./router.tsx";
import { DEVICE_KIND_TEXT, PARTICIPANT_KIND_TEXT } from "./words.ts";

interface Names {
  readonly devices: ReadonlyMap<number, Device>;
  readonly participants: ReadonlyMap<number, Participant>;
}

const MOST = 2_000;
const NamesContext = createContext<Names>({ devices: new Map(), participants: new Map() });

const loadDevices = (path: string, signal: AbortSignal): Promise<Device[]> => getAll(path, MOST, signal);
const loadParticipants = (path: string, signal: AbortSignal): Promise<Participant[]> =>
  getAll(path, MOST, signal);

/** Gives the names to everything inside; until they are there, numbers stand for them. */
export function Directory({ children }: { children: ReactNode }): ReactNode {
  const devices = useResource(paths.devices({ limit: 200 }), loadDevices);
  const participants = useResource(paths.participants({ limit: 200 }), loadParticipants);
  const names = useMemo(
    () => ({
      devices: new Map((devices.value ?? []).map((each) => [each.device, each])),
      participants: new Map((participants.value ?? []).map((each) => [each.participant, each])),
    }),
    [devices.value, participants.value],
  );
  return <NamesContext value={names}>{children}</NamesContext>;
}

/** Everybody that the ledger knows. */
export const useNames = (): Names => use(NamesContext);

/** How pages call devices and participants: kind and serial; the name of an organisation, else kind and number. */
export function useNaming(): {
  readonly device: (device: number) => string;
  readonly participant: (participant: number) => string;
} {
  const { say } = useSpeech();
  const { devices, participants } = useNames();
  return {
    device: (number) => {
      const known = devices.get(number);
      const kind = DEVICE_KIND_TEXT[known?.kind ?? ""] ?? "device.device";
      return known === undefined ? `${say(kind)} ${number}` : `${say(kind)} ${known.serial}`;
    },
    participant: (number) => {
      const { name } = participants.get(number) ?? { name: null };
      if (name !== null && name !== undefined) return name;
      const kind = PARTICIPANT_KIND_TEXT[participants.get(number)?.kind ?? ""] ?? "participant.participant";
      return `${say(kind)} ${number}`;
    },
  };
}

/** A device by its name, leading to its page. */
export function DeviceLink({ device }: { device: number }): ReactNode {
  const naming = useNaming();
  return <Link to={`/devices/${device}`}>{naming.device(device)}</Link>;
}

/** A participant by its name, leading to its page. */
export function ParticipantLink({ participant }: { participant: number }): ReactNode {
  const naming = useNaming();
  return <Link to={`/operator/${participant}`}>{naming.participant(participant)}</Link>;
}
