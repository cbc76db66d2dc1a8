import { ActionIcon, Autocomplete, Box, Collapse, Group } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconArrowDown, IconArrowUp, IconClock, IconGripVertical, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { DigitsField } from '../../components/digits-field.tsx'
import type { DragHandle } from '../../components/use-drag-order.ts'
import { LimitFields } from './limit-fields.tsx'
import { limitNames, type TargetFields } from './route-fields.ts'
import classes from './routes.module.css'

export interface TargetRowProps {
  readonly target: TargetFields
  /** Where it is in the form, such as `groups.0.targets.1`. */
  readonly path: string
  /** Says which one it is: 'Target 2 of group 1'. */
  readonly label: string
  readonly isWeighted: boolean
  readonly isFirst: boolean
  readonly isLast: boolean
  readonly models: readonly string[]
  readonly handle: DragHandle
  readonly errorOf: (path: string) => string | undefined
  readonly onChange: (target: TargetFields) => void
  readonly onMove: (step: 1 | -1) => void
  /** Undefined for the only one. */
  readonly onRemove: (() => void) | undefined
}

/** A target of a group: which model, how often, how long it may take. */
export function TargetRow(props: TargetRowProps) {
  const { target, path, label, isWeighted, models, handle, errorOf, onChange } = props
  const { t } = useTranslation()
  const hasLimits = limitNames.some(name => target.limits[name] !== '')
  const [showsLimits, { toggle }] = useDisclosure(hasLimits)
  const isKnown = target.target === '' || models.includes(target.target.trim())
  return (
    <>
      <Group gap={4} wrap="nowrap" align="start">
        <ActionIcon
          size={36}
          className={classes.handle}
          aria-label={t('routeForm.move', { label })}
          title={t('routeForm.moveHint')}
          {...handle}
        >
          <IconGripVertical size={16} />
        </ActionIcon>
        <Autocomplete
          flex={1}
          miw={0}
          aria-label={label}
          placeholder={t('routeForm.targetPlaceholder')}
          data={[...models]}
          limit={50}
          maxLength={300}
          spellCheck={false}
          value={target.target}
          error={errorOf(`${path}.target`)}
          {...(isKnown ? {} : { description: t('routeForm.targetUnknown') })}
          inputWrapperOrder={['input', 'error', 'description']}
          onChange={value => onChange({ ...target, target: value })}
        />
        {isWeighted && (
          <DigitsField
            isLabelHidden
            label={t('routeForm.weightOf', { label })}
            placeholder={t('routeForm.weight')}
            width={104}
            decimals={3}
            value={target.weight}
            error={errorOf(`${path}.weight`)}
            onChange={weight => onChange({ ...target, weight })}
          />
        )}
        <RowActions {...props} hasLimits={hasLimits} showsLimits={showsLimits} onToggleLimits={toggle} />
      </Group>
      <Collapse expanded={showsLimits}>
        {showsLimits && (
          <Box className={classes.limits}>
            <LimitFields
              limits={target.limits}
              path={`${path}.limits`}
              errorOf={errorOf}
              onChange={limits => onChange({ ...target, limits })}
            />
          </Box>
        )}
      </Collapse>
    </>
  )
}

interface RowActionsProps extends TargetRowProps {
  readonly hasLimits: boolean
  readonly showsLimits: boolean
  readonly onToggleLimits: () => void
}

function RowActions(props: RowActionsProps) {
  const { label, isFirst, isLast, hasLimits, showsLimits, onToggleLimits, onMove, onRemove } = props
  const { t } = useTranslation()
  return (
    <Group gap={0} wrap="nowrap">
      <ActionIcon
        size={36}
        aria-label={t('routeForm.limitsOf', { label })}
        title={t('routeForm.limitsTitle')}
        aria-expanded={showsLimits}
        {...(hasLimits ? { color: 'verdigris' } : {})}
        onClick={onToggleLimits}
      >
        <IconClock size={16} />
      </ActionIcon>
      <ActionIcon
        size={36}
        className={classes.quiet}
        aria-label={t('routeForm.up', { label })}
        disabled={isFirst}
        onClick={() => onMove(-1)}
      >
        <IconArrowUp size={16} />
      </ActionIcon>
      <ActionIcon
        size={36}
        className={classes.quiet}
        aria-label={t('routeForm.down', { label })}
        disabled={isLast}
        onClick={() => onMove(1)}
      >
        <IconArrowDown size={16} />
      </ActionIcon>
      <ActionIcon
        size={36}
        className={classes.quiet}
        aria-label={t('routeForm.removeItem', { label })}
        disabled={onRemove === undefined}
        onClick={onRemove}
      >
        <IconX size={16} />
      </ActionIcon>
    </Group>
  )
}
