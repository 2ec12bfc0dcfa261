"""Un cliente pequeño de las APIs de CRM y de facturación de Vínculo; solo la biblioteca estándar de Python (3.8 o más nuevo).

    from conectar_con_crm import CRM

    crm = CRM("http://crm:CLAVE@127.0.0.1:8000")
    cliente = crm.obtener_o_crear_cliente(
        {"nombre_completo": "Textiles Andes SpA", "tipo_cliente": "empresa", "email": "pagos@andes.example"}
    )
    factura = crm.crear_factura(
        [{"descripcion": "Asesoría", "cantidad": 2, "precio": 45000}], cliente_crm_id=cliente["id"]
    )
    crm.registrar_pago(factura["id"], factura["total"], metodo="transferencia")

La clave se crea en «Administración → Claves de API» y va en la dirección, como contraseña; el nombre de usuario da igual. Con
`https://` viaja cifrada: úsalo siempre que no sea la misma máquina.

Desde la terminal, para probar la conexión:

    python3 conectar_con_crm.py http://crm:CLAVE@127.0.0.1:8000

Cada POST lleva una `Idempotency-Key`: si la red se corta antes de la respuesta, el cliente repite la llamada con la misma
clave y el servidor no hace nada dos veces.
"""

import base64
import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

SEGUNDOS = 30
"""Cuánto se espera una respuesta."""

INTENTOS = 3
"""Cuántas veces se hace una llamada cuando la red o el servidor fallan (no cuando la respuesta es un «no»)."""

POR_PAGINA = 100
"""Lo más que el servidor entrega de una vez."""


class ErrorCRM(Exception):
    """El servidor contestó que no. `estado` es el código HTTP; `detalle`, lo que dijo: un texto o una lista de problemas;
    `espera`, los segundos que pide esperar, si los pide."""

    def __init__(self, estado, detalle, espera=None):
        super().__init__("%s: %s" % (estado, _en_palabras(detalle)))
        self.estado = estado
        self.detalle = detalle
        self.espera = espera


class CRM:
    """Una conexión. `direccion`: `http://crm:CLAVE@servidor:8000`, o sin clave y con `clave=`."""

    def __init__(self, direccion, clave=None, segundos=SEGUNDOS):
        partes = urllib.parse.urlsplit(direccion)
        if partes.scheme not in ("http", "https") or not partes.hostname:
            raise ValueError("la dirección debe ser como http://crm:CLAVE@servidor:8000")
        en_la_direccion = partes.password and urllib.parse.unquote(partes.password)
        self._clave = clave or en_la_direccion
        if not self._clave:
            raise ValueError("falta la clave de API")
        # Sin la clave: así no aparece en registros ni en mensajes de error.
        self._base = urllib.parse.urlunsplit(
            (partes.scheme, partes.netloc.rpartition("@")[2], partes.path.rstrip("/"), "", "")
        )
        self._segundos = segundos

    # Clientes

    def crear_cliente(self, datos):
        """Crea un cliente y lo devuelve. Un correo o un `cif_nif` que ya existe es un `ErrorCRM` 400."""
        return self._pedir("POST", "/api/crm/clientes", datos)

    def obtener_cliente(self, cliente):
        """El cliente con todo lo suyo; `cliente` es su id, con o sin `cli_`."""
        return self._pedir("GET", "/api/crm/clientes/%s" % _parte(cliente))

    def buscar_por_email(self, email):
        """El cliente con ese correo, o `None`."""
        try:
            return self._pedir("GET", "/api/crm/clientes/buscar/email/%s" % _parte(email))
        except ErrorCRM as error:
            if error.estado == 404:
                return None
            raise

    def obtener_o_crear_cliente(self, datos):
        """El cliente con el correo de `datos`; si no hay, uno nuevo. También cuando dos programas lo piden a la vez."""
        email = datos.get("email")
        encontrado = self.buscar_por_email(email) if email else None
        if encontrado:
            return encontrado
        try:
            return self.crear_cliente(datos)
        except ErrorCRM as error:
            otra_vez = self.buscar_por_email(email) if error.estado == 400 and email else None
            if otra_vez:
                return otra_vez
            raise

    def listar_clientes(self, **filtros):
        """Todos los clientes, de a uno; `filtros`: `estado`, `segmento`, `buscar`."""
        vistos = 0
        while True:
            pagina = self._pedir(
                "GET", "/api/crm/clientes", parametros=dict(filtros, skip=vistos, limit=POR_PAGINA)
            )
            for cliente in pagina["clientes"]:
                yield cliente
            vistos += len(pagina["clientes"])
            if not pagina["clientes"] or vistos >= pagina["total"]:
                return

    def actualizar_cliente(self, cliente, cambios):
        """Cambia solo los campos dados."""
        return self._pedir("PUT", "/api/crm/clientes/%s" % _parte(cliente), cambios)

    def eliminar_cliente(self, cliente):
        """Lo quita de las listas; lo que se sabe de él se conserva."""
        self._pedir("DELETE", "/api/crm/clientes/%s" % _parte(cliente))

    def contactos(self, cliente):
        """Los demás correos, teléfonos y direcciones de un cliente."""
        return self._de_cliente("GET", cliente, "contactos")

    def agregar_contacto(self, cliente, tipo, valor, principal=False):
        """`tipo`: `email`, `telefono`, `movil` o `direccion`."""
        datos = {"tipo": tipo, "valor": valor, "principal": principal}
        return self._de_cliente("POST", cliente, "contactos", datos)

    # Lo que pasó y lo que puede pasar

    def actividades(self, cliente):
        """Las actividades de un cliente."""
        return self._de_cliente("GET", cliente, "actividades")

    def registrar_actividad(self, cliente, tipo, titulo, **datos):
        """`tipo`: `venta`, `pago`, `llamada`, `email`, `reunion`, `tarea` o `nota`; además `descripcion`, `fecha`,
        `completada`, `responsable`, `notas`."""
        datos.update(tipo=tipo, titulo=titulo)
        return self._de_cliente("POST", cliente, "actividades", datos)

    def oportunidades(self, cliente):
        """Las oportunidades de un cliente."""
        return self._de_cliente("GET", cliente, "oportunidades")

    def crear_oportunidad(self, cliente, titulo, valor_estimado, **datos):
        """Además `descripcion`, `estado`, `probabilidad_cierre` (0 a 100), `fecha_cierre_esperada`, `productos`, `notas`."""
        datos.update(titulo=titulo, valor_estimado=valor_estimado)
        return self._de_cliente("POST", cliente, "oportunidades", datos)

    def resumen(self):
        """Las cifras del CRM: clientes, facturado, oportunidades, morosos."""
        return self._pedir("GET", "/api/crm/resumen")

    # Facturación

    def crear_factura(self, items, **datos):
        """`items`: `[{"descripcion", "cantidad", "precio", "iva"}]`. De quién es: `cliente_crm_id`, o `cliente_nombre`,
        `cliente_email`, `cliente_cif`; además `numero`, `fecha`, `moneda`, `total` (se compara), `notas`."""
        return self._pedir("POST", "/api/facturas", dict(datos, items=items))

    def obtener_factura(self, factura):
        """La factura con lo pagado y su estado; `factura` es su id, con o sin `fac_`."""
        return self._pedir("GET", "/api/facturas/%s" % _parte(factura))

    def cambiar_estado_factura(self, factura, estado):
        """`emitida` o `anulada`; un paso que no corresponde es un `ErrorCRM` 409."""
        return self._pedir("PUT", "/api/facturas/%s/estado" % _parte(factura), {"estado": estado})

    def registrar_pago(self, factura, monto, **datos):
        """Un pago, entero o en parte; además `fecha` y `metodo`. Más de lo que se debe es un `ErrorCRM` 422."""
        return self._pedir(
            "POST", "/api/facturas/%s/pagos" % _parte(factura), dict(datos, monto=monto)
        )

    def resumen_general(self):
        """Facturación y CRM juntos."""
        return self._pedir("GET", "/api/dashboard/resumen")

    # Cómo se llama

    def _de_cliente(self, metodo, cliente, que, datos=None):
        return self._pedir(metodo, "/api/crm/clientes/%s/%s" % (_parte(cliente), que), datos)

    def _pedir(self, metodo, ruta, datos=None, parametros=None):
        direccion = self._base + ruta
        if parametros:
            direccion += "?" + urllib.parse.urlencode(parametros)
        # Una clave para todos los intentos de esta llamada.
        idempotencia = str(uuid.uuid4()) if metodo == "POST" else None
        for intento in range(1, INTENTOS + 1):
            try:
                return self._llamar(metodo, direccion, datos, idempotencia)
            except ErrorCRM as error:
                if intento == INTENTOS or error.estado not in (429, 502, 503, 504):
                    raise
                # El servidor dice cuánto falta para que la clave pueda llamar otra vez; nunca es más de un minuto.
                espera = min(error.espera or intento, 61)
            except (urllib.error.URLError, OSError):
                if intento == INTENTOS:
                    raise
                espera = intento
            time.sleep(espera)

    def _llamar(self, metodo, direccion, datos, idempotencia):
        usuario = base64.b64encode(("crm:%s" % self._clave).encode()).decode()
        cabeceras = {"Accept": "application/json", "Authorization": "Basic " + usuario}
        cuerpo = None
        if datos is not None:
            cuerpo = json.dumps(datos).encode()
            cabeceras["Content-Type"] = "application/json"
        if idempotencia:
            cabeceras["Idempotency-Key"] = idempotencia
        pedido = urllib.request.Request(direccion, cuerpo, cabeceras, method=metodo)
        try:
            with urllib.request.urlopen(pedido, timeout=self._segundos) as respuesta:
                contenido = respuesta.read()
        except urllib.error.HTTPError as error:
            espera = error.headers.get("Retry-After", "")
            espera = int(espera) if espera.isdigit() else None
            raise ErrorCRM(error.code, _detalle(error.read()), espera) from None
        return json.loads(contenido) if contenido else None


def _parte(valor):
    """Un id o un correo como parte de una dirección."""
    return urllib.parse.quote(str(valor), safe="")


def _detalle(contenido):
    try:
        return json.loads(contenido)["detail"]
    except (ValueError, KeyError, TypeError):
        return contenido.decode(errors="replace")


def _en_palabras(detalle):
    if isinstance(detalle, list):
        campos = ("%s: %s" % (".".join(map(str, uno["loc"])), uno["msg"]) for uno in detalle)
        return "; ".join(campos)
    return str(detalle)


def main():
    if len(sys.argv) != 2:
        sys.exit("uso: python3 conectar_con_crm.py http://crm:CLAVE@servidor:8000")
    try:
        resumen = CRM(sys.argv[1]).resumen()
    except (ErrorCRM, ValueError, OSError) as error:
        sys.exit("no se pudo conectar: %s" % error)
    print(json.dumps(resumen, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
