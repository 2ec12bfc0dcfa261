# Respuestas de la API de clientes; las leen programas.

api-email-taken = Ya existe un cliente con ese email
api-tax-id-taken = Ya existe un cliente con ese CIF/NIF
api-person-erased = Esta persona pidió que se eliminaran sus datos
api-point-not-found = Contacto no encontrado
