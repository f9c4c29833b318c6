\d
\d+
\dS
\d shop.*
\d+ shop.*
\d shop.orders
\d+ shop.orders
\d+ shop.customers
\d+ shop.parts
\d+ shop.parts_26
\d+ shop.heirs
\d+ shop.open_orders
\d+ shop.totals
\d shop.orders_id_seq
\d+ shop.orders_status
\d pg_catalog.pg_class
\d nothing
\dt
\dt+ shop.*
\dv
\dv+ shop.*
\dm shop.*
\di+ shop.*
\ds+ shop.*
\dE
\dP
\dP+ shop.*
\dPt
\dPi
\da
\dA+
\dAc
\dAf
\dAo
\dAp
\db
\db+
\dc
\dC
\dd
\dD+ shop.*
\ddp
\dew
\des
\det
\df
\df shop.*
\df+ shop.*
\dfn
\dft
\dF
\dF+
\dFd
\dFp
\dFp+
\dFt
\dg
\dg+
\dl
\dL
\dn
\dn+
\do
\dO
\dp
\dp shop.*
\dconfig
\dconfig+ work_mem
\drds
\drds reporting
\dRp
\dRp+
\dT
\dT+ shop.*
\du
\du+ reporting
\dx
\dx+
\dX
\dy
\l
\l+
\z
\encoding UTF8
