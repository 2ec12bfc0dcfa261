# El pie de los correos.
mail-unsubscribe = Dejar de recibir estos correos
mail-why-customer = Recibes este correo porque eres cliente de { $organisation } y aceptaste recibir sus propuestas.
