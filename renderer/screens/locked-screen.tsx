import { Button, Center, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDocumentTitle } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import type { SignInHelp } from '../../gateway/contract/sign-in.ts'
import { useAdmin } from '../api/admin-context.ts'
import { hasCode, unauthorizedCode } from '../api/admin-error.ts'
import { type SessionToken, tokenFromPaste } from '../api/session-token.ts'
import { useSignInHelp } from '../api/use-sign-in-help.ts'
import { CodeBlock } from '../components/code-block.tsx'
import { LogoMark } from '../components/logo-mark.tsx'

interface LockedScreenProps {
  readonly session: SessionToken
  readonly onUnlock: () => void
}

const focusAtOnce = (field: HTMLInputElement | null): void => field?.focus()

/** Shown in a browser without a valid admin token. Says where to find the token, and has a field to paste it into. */
export function LockedScreen({ session, onUnlock }: LockedScreenProps) {
  const admin = useAdmin()
  const { t } = useTranslation()
  const help = useSignInHelp()
  useDocumentTitle(t('frame.title', { screen: t('locked.title') }))
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { pasted: '' },
    validate: { pasted: text => (tokenFromPaste(text) === null ? t('locked.invalid') : null) },
  })

  const open = async ({ pasted }: { readonly pasted: string }): Promise<void> => {
    const token = tokenFromPaste(pasted)
    if (token === null) return
    session.keep(token)
    try {
      await admin.readStatus({})
      onUnlock()
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      form.setFieldError('pasted', hasCode(error, unauthorizedCode) ? t('locked.refused') : message)
    }
  }

  return (
    <Center component="main" mih="100vh" p="xl">
      <Paper p="xl" maw={460} shadow="sm">
        <form onSubmit={form.onSubmit(open)}>
          <Stack gap="lg">
            <Group gap="sm">
              <LogoMark size={28} />
              <Title order={1}>{t('locked.title')}</Title>
            </Group>
            <Text size="sm" c="dimmed">
              {t('locked.body')}
            </Text>
            {help !== undefined && <GetAddress help={help} />}
            <TextInput
              label={t('locked.label')}
              placeholder={t('locked.placeholder')}
              autoComplete="off"
              spellCheck={false}
              ref={focusAtOnce}
              key={form.key('pasted')}
              {...form.getInputProps('pasted')}
            />
            <Button type="submit" loading={form.submitting}>
              {t('locked.open')}
            </Button>
          </Stack>
        </form>
      </Paper>
    </Center>
  )
}

function GetAddress({ help: { command, needsHome } }: { readonly help: SignInHelp }) {
  const { t } = useTranslation()
  if (command === null) return null
  return (
    <Stack gap="xs">
      <Text size="sm">{t('locked.run')}</Text>
      <CodeBlock code={command} label={t('locked.command')} />
      {needsHome && (
        <Text size="sm" c="dimmed">
          {t('locked.home')}
        </Text>
      )}
    </Stack>
  )
}
