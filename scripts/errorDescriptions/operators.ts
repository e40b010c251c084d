import type * as operators from '../../shared/operators/errors.ts';
import type { Descriptions } from './description.ts';

export const operatorsDescriptions: Descriptions<typeof operators> = {
  reasonInvalid: {
    meaning: 'The reason is empty, too long, or has control characters.',
    advice: 'Correct the reason.',
  },
};
