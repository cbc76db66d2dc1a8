import { useMemo } from 'react'
import {
  type AddressParameters,
  type AddressState,
  changeAddressQuery,
  readAddressState,
} from './address-state.ts'
import { parseRoute, routeHash } from './route-hash.ts'
import { goToHash, type HistoryStep, useAddressHash } from './use-route.ts'

export type ChangeAddress<Parameters extends AddressParameters> = (
  changes: Partial<AddressState<Parameters>>,
  /** `replace` for what changes many times in a row, such as a text that is typed: Back then leaves all of it at once. */
  step?: HistoryStep,
) => void

/**
 * A screen's state in the page's address, so that it survives reload, Back and changing screens, and can be linked to.
 * `parameters` must be one constant outside of the component. The state is the same object until the address changes.
 */
export function useAddressState<Parameters extends AddressParameters>(
  parameters: Parameters,
): readonly [AddressState<Parameters>, ChangeAddress<Parameters>] {
  const query = parseRoute(useAddressHash()).query ?? ''
  const state = useMemo(() => readAddressState(query, parameters), [query, parameters])
  return [state, (changes, step = 'push') => changeAddress(parameters, changes, step)]
}

function changeAddress<Parameters extends AddressParameters>(
  parameters: Parameters,
  changes: Partial<AddressState<Parameters>>,
  step: HistoryStep,
): void {
  // The address is read at the moment of the change, so that two changes in a row do not undo each other.
  const { query = '', ...route } = parseRoute(window.location.hash)
  goToHash(routeHash({ ...route, query: changeAddressQuery(query, parameters, changes) }), step)
}
