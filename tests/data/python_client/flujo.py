"""Plays docs/clients/python/conectar_con_crm.py against a server: `flujo.py PART BASE_URL`. Prints what it saw as JSON."""

import http.server
import json
import sys
import threading
import urllib.parse
import urllib.request

import conectar_con_crm
from conectar_con_crm import CRM, ErrorCRM

ANDES = {
    "nombre_completo": "Textiles Andes SpA",
    "tipo_cliente": "empresa",
    "email": "pagos@andes.example",
    "telefono": "+56 2 2345 6789",
}


def refused(call):
    try:
        call()
    except ErrorCRM as error:
        return [error.estado, error.detalle]
    return None


def clientes(base):
    crm = CRM(base)
    created = crm.obtener_o_crear_cliente(ANDES)
    again = crm.obtener_o_crear_cliente(ANDES)
    twice = refused(lambda: crm.crear_cliente(ANDES))
    crm.actualizar_cliente(created["id"], {"notas": "Paga a 30 días"})
    crm.agregar_contacto(created["id"], "email", "ventas@andes.example")
    for number in range(120):
        crm.crear_cliente(
            {"nombre_completo": "Cliente %d" % number, "tipo_cliente": "persona", "email": "c%d@correo.example" % number}
        )
    read = crm.obtener_cliente(created["id"])
    listed = [cliente["id"] for cliente in crm.listar_clientes()]
    crm.eliminar_cliente(created["id"])
    return {
        "same": created["id"] == again["id"],
        "twice": twice,
        "notes": read["notas"],
        "contacts": [contact["valor"] for contact in read["contactos"]],
        "listed": len(listed),
        "distinct": len(set(listed)),
        "gone": refused(lambda: crm.obtener_cliente(created["id"])),
        "nobody": crm.buscar_por_email("nadie@correo.example"),
        "total": crm.resumen()["total_clientes"],
    }


def negocio(base):
    crm = CRM(base)
    cliente = crm.obtener_o_crear_cliente(ANDES)["id"]
    factura = crm.crear_factura(
        [{"descripcion": "Asesoría", "cantidad": 2, "precio": 45000}], cliente_crm_id=cliente
    )
    if factura["estado"] == "borrador":
        factura = crm.cambiar_estado_factura(factura["id"], "emitida")
    crm.registrar_pago(factura["id"], 40000, metodo="transferencia")
    part = crm.obtener_factura(factura["id"])
    too_much = refused(lambda: crm.registrar_pago(factura["id"], factura["total"]))
    crm.registrar_pago(factura["id"], factura["total"] - 40000)
    crm.crear_oportunidad(cliente, "Capacitación 2026", 900000, probabilidad_cierre=50)
    crm.registrar_actividad(cliente, "llamada", "Llamada de seguimiento")
    return {
        "part": [part["estado"], part["pagado"]],
        "too_much": too_much and too_much[0],
        "paid": crm.obtener_factura(factura["id"])["estado"],
        "activities": sorted(each["tipo"] for each in crm.actividades(cliente)),
        "opportunities": [each["titulo"] for each in crm.oportunidades(cliente)],
        "invoiced": crm.resumen_general()["facturacion"]["total_facturado"] == factura["total"],
    }


def equivocada(base):
    wrong = urllib.parse.urlsplit(base)._replace(netloc="crm:mala@" + base.rpartition("@")[2])
    error = refused(lambda: CRM(urllib.parse.urlunsplit(wrong)).resumen())
    return {"status": error[0], "tells": "mala" in json.dumps(error)}


def corte(base):
    """The server does what is asked, and the line is cut before its answer arrives."""
    target = "http://" + base.rpartition("@")[2]
    asked = []

    class Cut(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name: self.headers[name] for name in ("Authorization", "Content-Type", "Idempotency-Key")}
            asked.append(headers["Idempotency-Key"])
            answer = urllib.request.urlopen(urllib.request.Request(target + self.path, body, headers)).read()
            if len(asked) == 1:
                self.close_connection = True
                return
            self.send_response(201)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            pass

    line = http.server.HTTPServer(("127.0.0.1", 0), Cut)
    threading.Thread(target=line.serve_forever, daemon=True).start()
    conectar_con_crm.time.sleep = lambda _: None
    through = urllib.parse.urlsplit(base)
    address = "http://crm:%s@127.0.0.1:%d" % (through.password, line.server_port)
    CRM(address).crear_cliente(ANDES)
    return {"calls": len(asked), "keys": len(set(asked))}


def apuro(base):
    """The server asks for three seconds, then answers."""
    calls, waits = [], []

    class Busy(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            calls.append(self.path)
            self.send_response(429 if len(calls) == 1 else 200)
            if len(calls) == 1:
                self.send_header("Retry-After", "3")
            self.end_headers()
            self.wfile.write(b'{"detail": "espera"}')

        def log_message(self, *_):
            pass

    line = http.server.HTTPServer(("127.0.0.1", 0), Busy)
    threading.Thread(target=line.serve_forever, daemon=True).start()
    conectar_con_crm.time.sleep = waits.append
    CRM("http://crm:x@127.0.0.1:%d" % line.server_port).resumen()
    return {"calls": len(calls), "waits": waits}


PARTS = {"clientes": clientes, "negocio": negocio, "equivocada": equivocada, "corte": corte, "apuro": apuro}
print(json.dumps(PARTS[sys.argv[1]](sys.argv[2].rstrip("/"))))
