import { SimpleGrid } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { DigitsField } from '../../components/digits-field.tsx'
import { type LimitFields as Fields, limitNames } from './route-fields.ts'

interface LimitFieldsProps {
  readonly limits: Fields
  /** Where they are in the form, such as `groups.0.targets.1.limits`. */
  readonly path: string
  readonly errorOf: (path: string) => string | undefined
  readonly onChange: (limits: Fields) => void
}

/** The fields for when the gateway goes on to another target. */
export function LimitFields({ limits, path, errorOf, onChange }: LimitFieldsProps) {
  const { t } = useTranslation()
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm" verticalSpacing="sm">
      {limitNames.map(name => (
        <DigitsField
          key={name}
          label={t(`routeForm.limits.${name}`)}
          placeholder={t('routeForm.limitDefault')}
          suffix={name === 'tokensPerSecond' ? '' : ' ms'}
          decimals={name === 'tokensPerSecond' ? 2 : 0}
          value={limits[name]}
          error={errorOf(`${path}.${name}`)}
          onChange={value => onChange({ ...limits, [name]: value })}
        />
      ))}
    </SimpleGrid>
  )
}
