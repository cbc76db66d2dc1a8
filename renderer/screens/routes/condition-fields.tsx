import { MultiSelect, SimpleGrid, Stack, TagsInput, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type RequestNeed, requestNeeds } from '../../../gateway/contract/routes.ts'
import { useClients } from '../../api/queries.ts'
import { DigitsField } from '../../components/digits-field.tsx'
import type { ConditionFields as Fields } from './route-fields.ts'

interface ConditionFieldsProps {
  readonly when: Fields
  /** Where they are in the form, such as `groups.0.when`. */
  readonly path: string
  readonly errorOf: (path: string) => string | undefined
  readonly onChange: (when: Fields) => void
}

/** The fields for which requests a group is. All that are filled in must hold. */
export function ConditionFields({ when, path, errorOf, onChange }: ConditionFieldsProps) {
  const { t } = useTranslation()
  const clients = useClients().data ?? []
  const digits = (name: 'inputTokensAtLeast' | 'inputTokensAtMost' | 'budgetLeftBelowPercent') => ({
    label: t(`routeForm.when.${name}`),
    value: when[name],
    error: errorOf(`${path}.${name}`),
    onChange: (value: string) => onChange({ ...when, [name]: value }),
  })
  const text = (name: 'from' | 'to' | 'headerName' | 'headerValue') => ({
    label: t(`routeForm.when.${name}`),
    value: when[name],
    error: errorOf(`${path}.${name}`),
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      onChange({ ...when, [name]: event.currentTarget.value }),
  })
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 2, md: 3 }} spacing="sm">
        <DigitsField {...digits('inputTokensAtLeast')} />
        <DigitsField {...digits('inputTokensAtMost')} />
        <DigitsField {...digits('budgetLeftBelowPercent')} suffix=" %" decimals={1} />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
        <TextInput {...text('from')} type="time" />
        <TextInput {...text('to')} type="time" />
        <TextInput {...text('headerName')} spellCheck={false} placeholder="x-fast" />
        <TextInput
          {...text('headerValue')}
          spellCheck={false}
          placeholder={t('routeForm.when.headerAnyValue')}
        />
      </SimpleGrid>
      <MultiSelect
        label={t('routeForm.when.needs')}
        data={requestNeeds.map(need => ({ value: need, label: t(`routeForm.needs.${need}`) }))}
        value={[...when.needs]}
        onChange={needs => onChange({ ...when, needs: needs as RequestNeed[] })}
      />
      <SimpleGrid cols={2} spacing="sm">
        <TagsInput
          label={t('routeForm.when.clients')}
          data={[...new Set(clients.map(({ name }) => name))]}
          value={[...when.clients]}
          error={errorOf(`${path}.clients`)}
          onChange={names => onChange({ ...when, clients: names })}
        />
        <TagsInput
          label={t('routeForm.when.projects')}
          value={[...when.projects]}
          error={errorOf(`${path}.projects`)}
          onChange={names => onChange({ ...when, projects: names })}
        />
      </SimpleGrid>
    </Stack>
  )
}
