import { Button, Center, EmptyState } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

interface ErrorBoundaryProps {
  readonly children: ReactNode
}

/** If drawing fails, shows a page that says so instead of an empty window. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { readonly error: Error | null }> {
  override state = { error: null }

  static getDerivedStateFromError(error: Error): { readonly error: Error } {
    return { error }
  }

  override render(): ReactNode {
    return this.state.error === null ? this.props.children : <Crashed error={this.state.error} />
  }
}

function Crashed({ error }: { readonly error: Error }) {
  const { t } = useTranslation()
  return (
    <Center component="main" mih="100vh" p="xl">
      <EmptyState
        variant="light"
        color="red"
        icon={<IconAlertTriangle stroke={1.5} />}
        title={t('app.crashed')}
        description={`${t('app.crashedHint')} (${error.message})`}
      >
        <EmptyState.Actions>
          <Button onClick={() => window.location.reload()}>{t('app.reload')}</Button>
        </EmptyState.Actions>
      </EmptyState>
    </Center>
  )
}
