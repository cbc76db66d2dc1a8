import { createContext, useContext } from 'react'
import type { AdminApi } from '../../gateway/contract/admin.ts'

export const AdminContext = createContext<AdminApi | null>(null)

export function useAdmin(): AdminApi {
  const admin = useContext(AdminContext)
  if (admin === null) throw new Error('useAdmin needs an AdminContext around it')
  return admin
}
