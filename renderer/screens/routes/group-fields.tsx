import { ActionIcon, Button, Collapse, Group, Select, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconArrowDown, IconArrowUp, IconFilter, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { strategies } from '../../../gateway/contract/routes.ts'
import { moved } from '../../components/use-drag-order.ts'
import { ConditionFields } from './condition-fields.tsx'
import { toRouteDefinition } from './route-fields.ts'
import classes from './routes.module.css'
import { TargetList } from './target-list.tsx'
import type { RouteForm } from './use-route-form.ts'

interface GroupFieldsProps {
  readonly form: RouteForm
  /** Counted from 0. */
  readonly index: number
  readonly models: readonly string[]
}

/** The fields of a group of targets: how one is chosen, which, and for which requests. */
export function GroupFields({ form, index, models }: GroupFieldsProps) {
  const { t } = useTranslation()
  const group = form.fields.groups[index]
  const conditions = group && toRouteDefinition({ ...form.fields, groups: [group] }).groups[0]?.when
  const count = conditions ? Object.keys(conditions).length : 0
  const [showsConditions, { toggle }] = useDisclosure(count > 0)
  if (group === undefined) return null
  const path = `groups.${index}`
  return (
    <section className={classes.group} aria-labelledby={`route-group-${group.key}`}>
      <Stack gap="xs">
        <Group gap="sm" align="center" wrap="nowrap">
          <Title order={3} id={`route-group-${group.key}`} style={{ whiteSpace: 'nowrap' }}>
            {t('routeForm.group', { number: index + 1 })}
          </Title>
          <Select
            w={180}
            aria-label={t('routeForm.strategyOf', { number: index + 1 })}
            data={strategies.map(value => ({ value, label: t(`routes.strategies.${value}`) }))}
            allowDeselect={false}
            value={group.strategy}
            onChange={value => {
              const strategy = strategies.find(known => known === value)
              if (strategy !== undefined) form.changeGroup(index, { strategy })
            }}
          />
          <Text size="xs" c="dimmed" flex={1} miw={0}>
            {t(`routes.strategyHints.${group.strategy}`)}
          </Text>
          <GroupActions form={form} index={index} />
        </Group>
        <TargetList
          group={group}
          groupIndex={index}
          models={models}
          errorOf={form.errorOf}
          onChange={targets => form.changeGroup(index, { targets })}
        />
        {form.errorOf(path) !== undefined && (
          <Text size="xs" c="var(--mantine-color-error)">
            {form.errorOf(path)}
          </Text>
        )}
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          w="fit-content"
          leftSection={<IconFilter size={14} />}
          aria-expanded={showsConditions}
          onClick={toggle}
        >
          {count === 0 ? t('routeForm.forAll') : t('routeForm.conditions', { count })}
        </Button>
        <Collapse expanded={showsConditions}>
          {showsConditions && (
            <ConditionFields
              when={group.when}
              path={`${path}.when`}
              errorOf={form.errorOf}
              onChange={when => form.changeGroup(index, { when })}
            />
          )}
        </Collapse>
      </Stack>
    </section>
  )
}

function GroupActions({ form, index }: Pick<GroupFieldsProps, 'form' | 'index'>) {
  const { t } = useTranslation()
  const { groups } = form.fields
  if (groups.length < 2) return null
  const label = t('routeForm.group', { number: index + 1 })
  const move = (to: number) => form.change({ groups: moved(groups, index, to) })
  return (
    <Group gap={0} wrap="nowrap">
      <ActionIcon
        className={classes.quiet}
        aria-label={t('routeForm.up', { label })}
        disabled={index === 0}
        onClick={() => move(index - 1)}
      >
        <IconArrowUp size={16} />
      </ActionIcon>
      <ActionIcon
        className={classes.quiet}
        aria-label={t('routeForm.down', { label })}
        disabled={index === groups.length - 1}
        onClick={() => move(index + 1)}
      >
        <IconArrowDown size={16} />
      </ActionIcon>
      <ActionIcon
        className={classes.quiet}
        aria-label={t('routeForm.removeItem', { label })}
        onClick={() => form.change({ groups: groups.toSpliced(index, 1) })}
      >
        <IconX size={16} />
      </ActionIcon>
    </Group>
  )
}
