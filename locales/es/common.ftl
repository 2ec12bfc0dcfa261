app-name = Vínculo
