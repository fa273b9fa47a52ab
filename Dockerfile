# One image for the coordinator, Dask's scheduler and its workers: see docs/cluster.md.
FROM python:3.11-slim
COPY . /src
RUN pip install --no-cache-dir '/src[cluster]' && rm -rf /src && useradd --create-home scheduler
ENV DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED=False
USER scheduler
CMD ["qa-scheduler", "--help"]
