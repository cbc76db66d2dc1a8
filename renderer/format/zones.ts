/**
 * Zones that were renamed in the IANA database while browsers still list the old names. People look for the new names.
 * https://data.iana.org/time-zones/tzdb/backward
 */
const renamed = [
  'Africa/Asmara',
  'America/Argentina/Buenos_Aires',
  'America/Nuuk',
  'Asia/Ho_Chi_Minh',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Asia/Yangon',
  'Atlantic/Faroe',
  'Europe/Kyiv',
  'Pacific/Kanton',
  'UTC',
]

/** The IANA zone names to choose from, sorted. `current` is always among them. */
export function zoneNames(current: string): readonly string[] {
  return [...new Set([current, ...renamed, ...Intl.supportedValuesOf('timeZone')])].sort()
}
