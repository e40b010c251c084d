import { useState } from 'preact/hooks';
import { api, bodyOf, type Schemas } from '../../api/client.ts';
import { clockOf, momentOf } from '../../format/time.ts';
import { SelectField } from '../../parts/Fields.tsx';
import { Plot } from '../../parts/Plot.tsx';
import { Box, Facts, Moment, type Tone } from '../../parts/Small.tsx';
import { View } from '../../parts/View.tsx';
import { useLoad } from '../../state/load.ts';
import { texts } from '../../texts.ts';

type Activity = Schemas['Activity'];
type Minute = Activity['minutes'][number];

const words = texts.progress;

/** How often it is read while a person watches, in milliseconds. */
const everyMs = 5_000;

/** The provisioning cycle as it looks from the service. */
export function Progress({ tenant }: { readonly tenant: string }) {
  const [hours, setHours] = useState('3');
  const activity = useLoad(
    `${tenant} ${hours}`,
    (signal) => {
      const params = { path: { tenant }, query: { hours: Number(hours) } };
      return bodyOf(api.GET('/manage/tenants/{tenant}/activity', { params, signal }));
    },
    everyMs,
  );
  return (
    <>
      <h2>{words.title}</h2>
      <div class="filters">
        <SelectField
          label={words.hours}
          value={hours}
          onChange={setHours}
          options={['1', '3', '12', '24', '48'].map((value) => [value, words.lastHours(value)] as const)}
        />
      </div>
      <View of={activity}>{(value) => <Shown activity={value} />}</View>
    </>
  );
}

const tones: Readonly<Record<Activity['pattern']['state'], Tone>> = {
  off: 'calm',
  notStarted: 'calm',
  initial: 'good',
  incremental: 'good',
  quiet: 'warn',
};

function Shown({ activity }: { readonly activity: Activity }) {
  const { pattern, lastSeen, users, groups } = activity;
  const times = minutesOf(activity);
  const byTime = new Map(activity.minutes.map((minute) => [Date.parse(minute.minute) / 1_000, minute]));
  const valuesOf = (value: (minute: Minute) => number) =>
    times.map((time) => {
      const minute = byTime.get(time);
      return minute === undefined ? 0 : value(minute);
    });
  return (
    <>
      <div role="status">
        <Box tone={tones[pattern.state]} title={words.patterns[pattern.state]}>
          <p>{pattern.detail}</p>
        </Box>
      </div>
      <Facts
        of={[
          [words.lastSeen, <Moment key="seen" at={lastSeen} otherwise={texts.provisioning.neverSeen} />],
          [words.users, users.toLocaleString('en-GB')],
          [words.groups, groups.toLocaleString('en-GB')],
        ]}
      />
      <Plot
        title={words.plot}
        times={times}
        lines={[
          {
            label: words.created,
            colour: '--good',
            values: valuesOf(({ created, groupsCreated }) => created + groupsCreated),
          },
          {
            label: words.updated,
            colour: '--link',
            values: valuesOf(({ updated, groupsUpdated }) => updated + groupsUpdated),
          },
          { label: words.disabled, colour: '--soft', values: valuesOf(({ disabled }) => disabled) },
          {
            label: words.deleted,
            colour: '--warn',
            values: valuesOf(({ deleted, groupsDeleted }) => deleted + groupsDeleted),
          },
          { label: words.refused, colour: '--bad', values: valuesOf(({ refused }) => refused) },
        ]}
        momentOf={activity.minutes.length > 60 ? momentOf : clockOf}
      />
    </>
  );
}

/** Every minute of the time that is shown: the service leaves out those in which nothing happened. */
function minutesOf({ from, to }: Activity): readonly number[] {
  const first = Math.floor(Date.parse(from) / 60_000);
  const last = Math.floor(Date.parse(to) / 60_000);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * 60);
}
