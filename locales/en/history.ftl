# The history of services.

history-add = Add service
