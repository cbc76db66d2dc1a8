import { Code, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { RequestDetail } from '../../../gateway/contract/requests.ts'
import { FactList } from '../../components/fact-list.tsx'
import { numbers } from '../../format/formats.ts'

/** Facts about a request: who sent it, where it went, what came back, and its ids. */
export function RequestAbout({ request }: { readonly request: RequestDetail }) {
  const { t } = useTranslation()
  const streamed = request.streaming ? t('detail.streamed') : t('detail.whole')
  const { attempts, upstreamStatus, method, purpose } = request
  return (
    <FactList
      facts={[
        { label: t('detail.error'), value: request.errorCode && <Code>{request.errorCode}</Code> },
        {
          label: t('detail.client'),
          value: request.clientName ?? request.clientId ?? t('requests.noClient'),
        },
        { label: t('requestBudgets.person'), value: request.personId },
        { label: t('requestBudgets.team'), value: request.teamId },
        { label: t('requestBudgets.project'), value: request.project },
        { label: t('detail.purpose'), value: purpose === 'answer' ? null : t(`purpose.${purpose}`) },
        { label: t('detail.route'), value: request.route && <Code>{request.route}</Code> },
        { label: t('detail.key'), value: attempts.length === 1 ? attempts[0]?.keyName : null },
        {
          label: t('detail.path'),
          value: (
            <Group gap={8}>
              <Code>{method === null ? request.path : `${method} ${request.path}`}</Code>
              {purpose === 'answer' && (
                <Text span size="xs" c="dimmed">
                  {streamed}
                </Text>
              )}
            </Group>
          ),
        },
        {
          label: t('detail.status'),
          value: [
            t('detail.statusValue', { status: request.status }),
            ...(upstreamStatus === null ? [] : [t('detail.upstreamStatus', { status: upstreamStatus })]),
          ].join(' · '),
        },
        {
          label: t('detail.bytes'),
          value: t('detail.bytesValue', {
            request: numbers.bytes(request.requestBytes),
            response: numbers.bytes(request.responseBytes),
          }),
        },
        { label: t('detail.userAgent'), value: request.userAgent },
        { label: t('detail.requestId'), value: <Code>{request.requestId}</Code>, copy: request.requestId },
        {
          label: t('detail.upstreamId'),
          value: request.upstreamRequestId && <Code>{request.upstreamRequestId}</Code>,
          ...(request.upstreamRequestId === null ? {} : { copy: request.upstreamRequestId }),
        },
      ]}
    />
  )
}
